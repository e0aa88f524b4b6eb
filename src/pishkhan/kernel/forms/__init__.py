"""Forms: pages and questions, drafts of answers, snapshots at submission."""
