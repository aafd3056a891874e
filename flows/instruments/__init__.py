"""The instruments: legal documents drawn up from what an act states and the record holds, in Chinese and English."""
