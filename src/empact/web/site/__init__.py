"""The site: settings, addresses, and who hears which event. It knows every app; no app knows it."""
