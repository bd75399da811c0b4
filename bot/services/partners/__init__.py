"""What is done together with organisers outside the institution: referrals, financing for firms, dual education."""
