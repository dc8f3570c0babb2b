/*
 * A stand-in for libnvidia-ml.so.1 with GPUs that are set from outside the process that reads them.
 *
 * The figures lie in the text file STATE_FILE (given to the compiler), read again at every nvmlDeviceGetCount:
 *
 *     init 0                                          what nvmlInit_v2 returns
 *     gpu 0 util 40 used 1024 temp 50 power 120000 lost 0 util_error 0
 *
 * "used" is MiB, "power" milliwatts (0: not measured), "util_error" the code nvmlDeviceGetUtilizationRates returns.
 * Without the file there are two idle GPUs. With OLD_DRIVER the functions newer than version 1 are missing.
 */
#include <stdio.h>
#include <string.h>

#define SUCCESS 0
#define UNINITIALIZED 1
#define INVALID_ARGUMENT 2
#define NOT_SUPPORTED 3
#define DRIVER_NOT_LOADED 9
#define GPU_IS_LOST 15
#define ARGUMENT_VERSION_MISMATCH 25

#define MAX_GPUS 8
#define MIB 1048576ULL

typedef unsigned long long u64;
typedef struct { unsigned util, temp, power, lost, util_error; u64 used, total; char name[64]; } gpu_t;

static gpu_t gpus[MAX_GPUS];
static unsigned count;
static int init_result, initialized;

static void defaults(void)
{
    memset(gpus, 0, sizeof gpus);
    count = 2;
    init_result = SUCCESS;
    for (unsigned i = 0; i < MAX_GPUS; i++) {
        gpus[i].temp = 30 + i;
        gpus[i].power = 20000;
        gpus[i].total = (8ULL << (i & 1)) * 1024 * MIB;
        snprintf(gpus[i].name, sizeof gpus[i].name, "NVIDIA Fake %uG", 8u << (i & 1));
    }
}

static void load(void)
{
    char line[256];
    unsigned index, util, temp, power, lost, util_error, gpu_lines = 0;
    u64 used;
    FILE *file;

    defaults();
    file = fopen(STATE_FILE, "r");
    if (!file)
        return;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "init %d", &init_result) == 1)
            continue;
        if (sscanf(line, "gpu %u util %u used %llu temp %u power %u lost %u util_error %u",
                   &index, &util, &used, &temp, &power, &lost, &util_error) != 7 || index >= MAX_GPUS)
            continue;
        gpus[index].util = util;
        gpus[index].used = used * MIB;
        gpus[index].temp = temp;
        gpus[index].power = power;
        gpus[index].lost = lost;
        gpus[index].util_error = util_error;
        if (index + 1 > gpu_lines)
            gpu_lines = index + 1;
    }
    count = gpu_lines;
    fclose(file);
}

#define NEED_INIT if (!initialized) return UNINITIALIZED

#ifdef OLD_DRIVER
#define INIT nvmlInit
#define COUNT nvmlDeviceGetCount
#define BY_INDEX nvmlDeviceGetHandleByIndex
#else
#define INIT nvmlInit_v2
#define COUNT nvmlDeviceGetCount_v2
#define BY_INDEX nvmlDeviceGetHandleByIndex_v2
#endif

int INIT(void)
{
    load();
    if (init_result == SUCCESS)
        initialized++;
    return init_result;
}

int nvmlShutdown(void)
{
    NEED_INIT;
    initialized--;
    return SUCCESS;
}

const char *nvmlErrorString(int result)
{
    switch (result) {
    case DRIVER_NOT_LOADED: return "Driver Not Loaded";
    case NOT_SUPPORTED: return "Not Supported";
    case GPU_IS_LOST: return "GPU is lost";
    case UNINITIALIZED: return "Uninitialized";
    default: return "Unknown Error";
    }
}

int COUNT(unsigned *n)
{
    NEED_INIT;
    load();
    if (init_result != SUCCESS)
        return init_result;
    *n = count;
    return SUCCESS;
}

int BY_INDEX(unsigned i, gpu_t **handle)
{
    NEED_INIT;
    if (i >= count)
        return INVALID_ARGUMENT;
    if (gpus[i].lost)
        return GPU_IS_LOST;
    *handle = &gpus[i];
    return SUCCESS;
}

int nvmlDeviceGetName(gpu_t *gpu, char *text, unsigned length)
{
    NEED_INIT;
    snprintf(text, length, "%s", gpu->name);
    return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(gpu_t *gpu, unsigned *rates)
{
    NEED_INIT;
    if (gpu->util_error)
        return (int)gpu->util_error;
    rates[0] = gpu->util;
    rates[1] = 0;
    return SUCCESS;
}

int nvmlDeviceGetMemoryInfo(gpu_t *gpu, u64 *memory)
{
    NEED_INIT;
    memory[0] = gpu->total;
    memory[1] = gpu->total - gpu->used;
    memory[2] = gpu->used;
    return SUCCESS;
}

#ifndef OLD_DRIVER
typedef struct { unsigned version; u64 total, reserved, free, used; } memory_v2_t;

int nvmlDeviceGetMemoryInfo_v2(gpu_t *gpu, memory_v2_t *memory)
{
    NEED_INIT;
    if (memory->version != (sizeof *memory | 2u << 24))
        return ARGUMENT_VERSION_MISMATCH;
    memory->total = gpu->total;
    memory->reserved = 256 * MIB;
    memory->used = gpu->used;
    memory->free = gpu->total - gpu->used - memory->reserved;
    return SUCCESS;
}
#endif

int nvmlDeviceGetTemperature(gpu_t *gpu, unsigned sensor, unsigned *degrees)
{
    NEED_INIT;
    if (sensor != 0)
        return INVALID_ARGUMENT;
    *degrees = gpu->temp;
    return SUCCESS;
}

int nvmlDeviceGetPowerUsage(gpu_t *gpu, unsigned *milliwatts)
{
    NEED_INIT;
    if (!gpu->power)
        return NOT_SUPPORTED;
    *milliwatts = gpu->power;
    return SUCCESS;
}
