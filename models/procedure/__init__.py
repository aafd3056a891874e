"""The procedure as data: one table per stage. Together they are the whole lifecycle."""
