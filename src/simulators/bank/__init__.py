"""A bank on one's own machine: takes test cards, speaks as three gateways, fails on command."""
