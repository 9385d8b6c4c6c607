using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The road of a request through the double: record it, meet a fault, authenticate, do it, answer.</summary>
internal sealed class GcsPipeline(GcsDouble service, GcsUploads uploads, GcsReads reads, GcsTokens tokens, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = Describe(context, target);
        var call = new GcsDoubleCall(context, request, service.Begin(request));
        try
        {
            await FaultBeforeAsync(call);
            Authenticate(context, request.Kind);
            await DispatchAsync(call);
            FaultAfter(call);
        }
        catch (GcsWireError error) when (!context.Response.HasStarted)
        {
            await RefuseAsync(call, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left, or a fault broke the connection.
        }
        catch (Exception broken) when (broken is BadHttpRequestException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller left while it was sending.
        }
    }

    private GcsDoubleRequest Describe(HttpContext context, string target)
    {
        var route = GcsRoute.Read(context.Request.Method, target, context.Request.Query);
        bool asks = route.Kind == GcsRequestKind.ResumableChunk
            && context.Request.Headers.ContentRange.ToString().StartsWith("bytes */", StringComparison.Ordinal);
        return new()
        {
            Kind = asks ? GcsRequestKind.ResumableQuery : route.Kind,
            At = clock.GetUtcNow(),
            Bucket = route.Bucket,
            Name = route.Name,
            Target = target,
            HasToken = context.Request.Headers.Authorization.Count > 0,
        };
    }

    private static async Task FaultBeforeAsync(GcsDoubleCall call)
    {
        var context = call.Context;
        switch (call.Fault?.Kind)
        {
            case GcsFaultKind.Status:
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                throw Error(call.Fault);
            case GcsFaultKind.Reset:
                context.Abort();
                throw new OperationCanceledException(context.RequestAborted);
            case GcsFaultKind.Hang:
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                break;
            case GcsFaultKind.Slow:
                await Task.Delay(call.Fault.Delay, context.RequestAborted);
                break;
            default:
                break;
        }
    }

    private static void FaultAfter(GcsDoubleCall call)
    {
        if (call.Fault?.Kind == GcsFaultKind.StatusAfter)
            throw Error(call.Fault);
        if (call.Fault?.Kind is GcsFaultKind.ResetAfter or GcsFaultKind.ResetWithin)
            call.Context.Abort();
    }

    private static GcsWireError Error(GcsFault fault) =>
        new(fault.Code, fault.Reason, fault.Message) { RetryAfterSeconds = fault.RetryAfterSeconds };

    private void Authenticate(HttpContext context, GcsRequestKind kind)
    {
        if (kind == GcsRequestKind.Token)
            return;
        string header = context.Request.Headers.Authorization.ToString();
        // The address of an upload session is its own permission.
        bool needed = kind == GcsRequestKind.Impersonation || service.RequireToken && kind is not (GcsRequestKind.ResumableChunk or GcsRequestKind.ResumableQuery);
        if (header.Length == 0 && needed)
            throw new GcsWireError(
                401, "required", "Anonymous caller does not have storage.objects access to the Google Cloud Storage object.");
        if (header.Length > 0 && !(header.StartsWith("Bearer ", StringComparison.Ordinal) && tokens.IsValid(header[7..])))
            throw new GcsWireError(401, "authError", "Invalid Credentials");
    }

    private Task DispatchAsync(GcsDoubleCall call)
    {
        var kind = call.Request.Kind;
        if (call.Fault?.Kind == GcsFaultKind.Page)
            return call.WriteAsync(Encoding.UTF8.GetBytes(call.Fault.Page), call.Fault.PageType);
        if (kind == GcsRequestKind.Token)
            return tokens.IssueAsync(call);
        if (kind == GcsRequestKind.Impersonation)
            return tokens.ImpersonateAsync(call);
        if (kind == GcsRequestKind.Unknown)
            throw GcsWireError.NoRoute();
        var bucket = service.FindBucket(call.Request.Bucket) ?? throw GcsWireError.NoBucket();
        return kind switch
        {
            GcsRequestKind.MultipartInsert => uploads.InsertAsync(call, bucket),
            GcsRequestKind.ResumableStart => uploads.StartAsync(call, bucket),
            GcsRequestKind.ResumableChunk or GcsRequestKind.ResumableQuery => uploads.ContinueAsync(call),
            GcsRequestKind.Stat => GcsReads.StatAsync(call, bucket),
            GcsRequestKind.Media => GcsReads.MediaAsync(call, bucket),
            GcsRequestKind.List => reads.ListAsync(call, bucket),
            GcsRequestKind.Delete => reads.DeleteAsync(call, bucket),
            GcsRequestKind.BucketGet => GcsBuckets.GetAsync(call, bucket),
            GcsRequestKind.BucketPatch => GcsBuckets.PatchAsync(call, bucket),
            _ => GcsBuckets.IamAsync(call, bucket),
        };
    }

    private static async Task RefuseAsync(GcsDoubleCall call, GcsWireError error)
    {
        var response = call.Context.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = GcsObjectJson.Number(seconds);
        // Whoever follows it is served there.
        if (error.Status is StatusCodes.Status301MovedPermanently or StatusCodes.Status307TemporaryRedirect)
            response.Headers.Location = call.Request.Target;
        if (error.Status == StatusCodes.Status304NotModified)
            return;
        // Media requests are answered in plain text.
        bool plain = call.Request.Kind == GcsRequestKind.Media;
        var body = Encoding.UTF8.GetBytes(plain ? error.Message : error.ToJson().ToJsonString());
        response.ContentType = plain ? "text/html; charset=UTF-8" : "application/json; charset=UTF-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, call.Context.RequestAborted);
    }
}
