"""The desk: signs officers in, shows what they may see, takes their acts."""
