"""The registry's verbs: who is here, who belongs to whom, and what shows that a family is poor."""
