"""The steps, each after the one that it names as its `down_revision`; a step that was released is never changed."""
