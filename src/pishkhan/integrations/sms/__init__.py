"""SMS operators: one adapter for each, behind `notifications.ports.SmsProvider`."""
