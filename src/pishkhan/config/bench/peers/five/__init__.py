"""The application that django-viewflow asks for around a process."""
