"""The demo: a real case through real deployments, with a mail sink and a receiving organ of its own."""
