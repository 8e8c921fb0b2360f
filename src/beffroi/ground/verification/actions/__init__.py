"""What verification does, by noun. The only place of this domain that writes."""
