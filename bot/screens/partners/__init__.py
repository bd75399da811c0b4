"""What is done together with organisers outside the institution."""
