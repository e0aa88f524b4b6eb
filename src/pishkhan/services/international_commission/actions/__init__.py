"""What people do in the commission; each is one transaction with its line in the trail."""
