"""When, by whom and on what evidence a step is taken. Prefect is visible here and in deployments only."""
