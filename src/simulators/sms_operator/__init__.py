"""An SMS operator on one's own machine: takes messages, shows them on a page, fails on command."""
