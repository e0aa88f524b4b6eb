"""Pages of the portal, by what the applicant does on them."""
