"""One small pure function per legal precondition: a Situation goes in, a Refusal or None comes out."""
