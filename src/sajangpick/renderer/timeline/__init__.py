"""What plays when: keyframes, tracks and the resolved timeline."""
