output "cluster" {
  description = "Id of the replication group, as the platform file names it."
  value       = module.cache.id
}

output "address" {
  description = "Host name that takes writes."
  value       = module.cache.address
}

output "members" {
  description = "Ids of the nodes, as CloudWatch names them."
  value       = [for number in range(1, var.nodes + 1) : format("%s-%03d", module.cache.id, number)]
}
