output "instance_id" {
  description = "Identifier of the instance, as platform files and alarms name it."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "resource_id" {
  description = "Immutable id of the instance, as IAM policies for connecting name it (rds-db:connect)."
  value       = aws_db_instance.this.resource_id
}

output "address" {
  description = "Host name of the primary."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the primary and its replicas."
  value       = aws_db_instance.this.port
}

output "database_name" {
  description = "Name of the first database."
  value       = var.database_name
}

output "username" {
  description = "Name of the administrator."
  value       = var.username
}

output "secret_arn" {
  description = "ARN of the secret with the administrator's name and password."
  value       = aws_secretsmanager_secret.administrator.arn
}

output "replica_addresses" {
  description = "Host names of the read replicas by the last word of their names."
  value       = { for key, replica in aws_db_instance.replica : key => replica.address }
}

output "replica_ids" {
  description = "Identifiers of the read replicas by the last word of their names."
  value       = { for key, replica in aws_db_instance.replica : key => replica.identifier }
}

output "security_group_id" {
  description = "Id of the security group of the instances."
  value       = aws_security_group.this.id
}
