"""The desk's pages: plain HTML from the server, for a browser without scripts."""
