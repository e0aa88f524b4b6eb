"""Where sealed files lie when not on the local disk: any store that speaks S3."""
