"""Rules on administrative pre-approval (B): *Mitzeichnung*, signatures and release."""
