"""Working days: weekends, holidays and announced closures."""
