"""The desk: where people sign in, read what they need to know, and take acts that are sealed before they are run."""
