"""Banks of our own on loopback, written from the providers' documents, with bad habits on demand."""
