output "cluster" {
  description = "Name of the cluster."
  value       = module.kubernetes.name
}

output "endpoint" {
  description = "URL of the Kubernetes API."
  value       = module.kubernetes.endpoint
}

output "node_security_group_id" {
  description = "Security group of the nodes, for databases that they reach."
  value       = module.kubernetes.node_security_group_id
}

output "backend_role_arn" {
  description = "Role of the backend."
  value       = module.kubernetes.workload_role_arns["backend"]
}
