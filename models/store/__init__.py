"""What is remembered: engine, tables, the journal (the one transaction), queries, migrations."""
