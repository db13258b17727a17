"""What the shop needs before its first firm: places, families, carriers, tariff, terms."""
