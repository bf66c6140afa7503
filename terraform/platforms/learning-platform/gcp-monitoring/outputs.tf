output "channels" {
  description = "Channels that alerts go to."
  value       = module.monitoring.channels
}
