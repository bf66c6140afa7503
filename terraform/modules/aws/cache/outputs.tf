output "id" {
  description = "Id of the replication group, as platform files and alarms name it."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "arn" {
  description = "ARN of the replication group."
  value       = aws_elasticache_replication_group.this.arn
}


output "address" {
  description = "Host name that takes writes: of the writer, or of the cluster where there is more than one shard."
  value       = var.shards > 1 ? aws_elasticache_replication_group.this.configuration_endpoint_address : aws_elasticache_replication_group.this.primary_endpoint_address
}

output "reader_address" {
  description = "Host name that spreads reads over the nodes; null where there is more than one shard."
  value       = var.shards > 1 ? null : aws_elasticache_replication_group.this.reader_endpoint_address
}

output "port" {
  description = "Port of the cache, which speaks TLS only."
  value       = var.port
}

output "user_names" {
  description = "Name with which each user logs in."
  value       = { for key, user in aws_elasticache_user.this : key => user.user_name }
}

output "connect_policy_arns" {
  description = "ARN of the policy with which a workload logs in as each user."
  value       = { for key, policy in aws_iam_policy.connect : key => policy.arn }
}

output "security_group_id" {
  description = "Id of the security group of the nodes."
  value       = aws_security_group.this.id
}
