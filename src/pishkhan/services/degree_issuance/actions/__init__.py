"""What issuing writes."""
