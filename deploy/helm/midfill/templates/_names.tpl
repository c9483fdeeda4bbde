{{- define "midfill.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "midfill.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "midfill.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "midfill.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "midfill.selector" -}}
app.kubernetes.io/name: {{ include "midfill.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "midfill.labels" -}}
{{ include "midfill.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "midfill.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "midfill.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "midfill.signingSecret" -}}
{{- default (printf "%s-signing" (include "midfill.fullname" .)) .Values.signingSecret.existingSecret }}
{{- end }}

{{- define "midfill.probe" -}}
httpGet:
  path: {{ .path }}
  port: http
  {{- if .tls }}
  scheme: HTTPS
  {{- end }}
{{- end }}
