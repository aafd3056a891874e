"""What the law says and what is remembered. Imports none of the other packages."""
