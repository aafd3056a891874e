"""The procedure as data: one table per stage. Read together with law.md's rules they are the whole lifecycle."""
