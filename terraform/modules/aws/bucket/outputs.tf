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
