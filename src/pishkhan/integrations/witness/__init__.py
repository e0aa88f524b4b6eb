"""The line to the witnesses of the public log (C2SP tlog-witness)."""
