output "instance" {
  description = "Name of the instance, as the platform file names it."
  value       = module.cache.name
}

output "address" {
  description = "Private address of the instance."
  value       = module.cache.host
}
