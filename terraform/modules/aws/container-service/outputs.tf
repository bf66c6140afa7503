output "service_name" {
  description = "Name of the service, as platform files and alarms name it."
  value       = aws_ecs_service.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster, for further services in it."
  value       = aws_ecs_service.this.cluster
}

output "task_definition_arn" {
  description = "ARN of the task definition with its revision, for tasks run once such as migrations."
  value       = aws_ecs_task_definition.this.arn
}

output "task_role_arn" {
  description = "ARN of the role of the application, for the policies of what it uses."
  value       = aws_iam_role.task.arn
}

output "security_group_id" {
  description = "Id of the security group of the tasks, for databases that they reach."
  value       = aws_security_group.tasks.id
}

output "load_balancer_arn" {
  description = "ARN of the load balancer, for a firewall; null without one."
  value       = one(aws_lb.this[*].arn)
}

output "load_balancer" {
  description = "Host name and zone of the load balancer, for alias records; null without one."
  value       = one([for balancer in aws_lb.this : { name = balancer.dns_name, zone_id = balancer.zone_id }])
}

output "log_group_name" {
  description = "Name of the log group of the tasks."
  value       = aws_cloudwatch_log_group.this.name
}
