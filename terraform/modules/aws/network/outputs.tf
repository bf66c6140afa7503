output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Address range of the VPC, for the other ends of tunnels and for security groups."
  value       = aws_vpc.this.cidr_block
}

output "availability_zones" {
  description = "Zones that have subnets."
  value       = var.availability_zones
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, for load balancers; one a zone."
  value       = [for zone in var.availability_zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, for workloads; one a zone."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}

output "database_subnet_ids" {
  description = "Ids of the subnets without a way out, for databases and caches; one a zone."
  value       = [for zone in var.availability_zones : aws_subnet.database[zone].id]
}

output "public_route_table_id" {
  description = "Id of the route table of the public subnets."
  value       = aws_route_table.public.id
}

output "private_route_table_ids" {
  description = "Ids of the route tables of the private subnets, one a zone."
  value       = [for zone in var.availability_zones : aws_route_table.private[zone].id]
}

output "database_route_table_id" {
  description = "Id of the route table of the database subnets."
  value       = aws_route_table.database.id
}


output "route_table_ids" {
  description = "Ids of the route tables that need the routes of a tunnel: private ones first, the database one last."
  value       = concat([for zone in var.availability_zones : aws_route_table.private[zone].id], [aws_route_table.database.id])
}

output "nat_public_ips" {
  description = "Addresses from which the private subnets are seen outside, for allow lists of others."
  value       = [for zone in local.nat_zones : aws_eip.nat[zone].public_ip]
}

output "s3_endpoint_id" {
  description = "Id of the gateway endpoint of S3, for bucket policies."
  value       = aws_vpc_endpoint.gateway["s3"].id
}
