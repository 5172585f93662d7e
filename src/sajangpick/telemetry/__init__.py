"""What operators see: structured logs, metrics and traces, with the job id throughout."""
