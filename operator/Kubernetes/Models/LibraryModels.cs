// The models of the client library that the operator reads and writes, by name: its namespace has namesakes of the slim types.
global using Eventsv1Event = k8s.Models.Eventsv1Event;
global using Eventsv1EventSeries = k8s.Models.Eventsv1EventSeries;
global using V1ConfigMap = k8s.Models.V1ConfigMap;
global using V1CustomResourceDefinition = k8s.Models.V1CustomResourceDefinition;
global using V1Endpoints = k8s.Models.V1Endpoints;
global using V1Lease = k8s.Models.V1Lease;
global using V1LeaseSpec = k8s.Models.V1LeaseSpec;
global using V1MutatingWebhookConfiguration = k8s.Models.V1MutatingWebhookConfiguration;
global using V1Node = k8s.Models.V1Node;
global using V1ObjectReference = k8s.Models.V1ObjectReference;
global using V1Preconditions = k8s.Models.V1Preconditions;
global using V1RoleBinding = k8s.Models.V1RoleBinding;
global using V1ValidatingWebhookConfiguration = k8s.Models.V1ValidatingWebhookConfiguration;
