"""What plays when: schedule, layers, sounds and the resolved timeline."""
