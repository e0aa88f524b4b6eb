"""Who a mobile number is registered to: adapters behind `identity.ports.MobileOwnership`."""
