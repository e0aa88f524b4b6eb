"""Keys of the platform and of institutions: what they sign, who may believe it, since when, until when."""
