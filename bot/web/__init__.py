"""What the bot shows the network: its webhook and its health. Nothing personal."""
