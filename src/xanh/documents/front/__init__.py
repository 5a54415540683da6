"""What stands before and behind the body: number, date, issuer, title, signer, other documents."""
