"""Events and their lists: plan, choose, propose, approve, open, ratify."""
