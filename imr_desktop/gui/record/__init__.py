"""The record of a case: form, checklist, findings and history, of which each is a `panel`."""
