output "cluster" {
  description = "Name of the cluster."
  value       = module.kubernetes.name
}

output "endpoint" {
  description = "Address of the control plane."
  value       = module.kubernetes.endpoint
}
