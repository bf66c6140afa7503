output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket, for the policies of those who use it."
  value       = aws_s3_bucket.this.arn
}

output "regional_domain_name" {
  description = "Host name of the bucket in its region, as the origin of a CDN."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "replication_role_arn" {
  description = "ARN of the role that writes the copies, for the policies of buckets and keys in other accounts; null without replication."
  value       = one(aws_iam_role.replication[*].arn)
}


output "settings" {
  description = "Settings in force that a module around this one may want to show: where the access log goes, protection, and after how many days each rule drops old versions."
  value = {
    access_log_bucket   = one(aws_s3_bucket_logging.this[*].target_bucket)
    deletion_protection = !aws_s3_bucket.this.force_destroy
    old_versions_days   = { for name, rule in var.lifecycle_rules : name => rule.expire_old_versions_days }
  }
}
